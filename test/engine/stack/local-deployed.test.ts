import { lifeOf } from "../life";

lifeOf("local-deployed");
