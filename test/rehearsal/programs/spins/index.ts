console.log("spinning");
for (;;) Math.random();
