console.error("out of luck");
process.exit(7);
