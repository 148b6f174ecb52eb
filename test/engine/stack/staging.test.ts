import { lifeOf } from "../life";

lifeOf("staging");
