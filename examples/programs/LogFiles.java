import module dev.triga.reactor;

/// A log file for each part of the program and each day, written on a thread of its own: a slow
/// disk does not hold up the reactor. One part logs its debugging too.
void main(String[] arguments) throws IOException {
  Path folder = Path.of(arguments[0]);
  Log.defaultObserver(entry -> {}); // Only the files.
  try (var writer = Executors.newSingleThreadExecutor();
      var reactor = Reactor.builder().name("shop").wallClock(() -> now).open()) {
    // A write that fails is a Deferred that fails: it is reported.
    reactor
        .log()
        .observe(
            entry -> Deferred.of(CompletableFuture.runAsync(() -> write(folder, entry), writer)));

    Log orders = reactor.log().child("orders");
    Log payments = reactor.log().child("payments");
    payments.level(LogLevel.DEBUG);
    reactor.whenRunning(() -> {
      orders.info("3 horses");
      orders.debug("nobody reads this");
      payments.debug("asking the bank");
      now = Instant.parse("2026-11-21T00:00:01Z");
      payments.warning("the bank sleeps\nuntil Monday");
      reactor.stop();
    });
    reactor.run();
  }

  try (var files = Files.list(folder)) {
    for (Path file : files.sorted().toList()) {
      IO.println(file.getFileName() + ": " + String.join(" | ", Files.readAllLines(file)));
    }
  }
}

volatile Instant now = Instant.parse("2026-11-20T23:59:59Z");

void write(Path folder, LogEntry entry) {
  String day = entry.time().toString().substring(0, 10);
  LogFormatter format = LogFormatter.oneLine();
  try {
    Files.writeString(
        folder.resolve(entry.name() + "-" + day + ".log"),
        format.format(entry) + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  } catch (IOException e) {
    throw new UncheckedIOException(e);
  }
}
