import { lifeOf } from "../life";

lifeOf("dev");
