import { lifeOf } from "../life";

lifeOf("prod");
