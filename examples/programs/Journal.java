import module dev.triga.reactor;

/// A journal of what the program knows: written on another thread every so often, on demand, and
/// once more at the end, never twice at a time. The newest file is read at the next start, and old
/// ones go.
void main(String[] arguments) throws IOException {
  folder = Path.of(arguments[0]);
  IO.println("read: " + read());

  try (var reactor = Reactor.open()) {
    var lock = new DeferredLock(reactor);
    var app = new ServiceGroup(reactor, "app");
    app.add(Service.of("last write", () -> null, () -> lock.run(this::write)));
    // A real one would say a minute.
    app.add(Service.every(reactor, "journal", Duration.ofMillis(20), _ -> lock.run(this::write)));
    app.runWithReactor();

    var instanceStarted = new Event<String>(reactor, "instance started");
    instanceStarted.on(instances::add);
    instanceStarted.on(_ -> lock.run(this::write));

    reactor.schedule(Duration.ofMillis(30), () -> instanceStarted.fire("web"));
    reactor.schedule(Duration.ofMillis(60), () -> instanceStarted.fire("store"));
    reactor.schedule(Duration.ofMillis(150), reactor::stop);
    reactor.run();
  }
  IO.println("left: " + files().size() + " files, the last with " + read());
}

final int filesToKeep = 3;
final List<String> instances = new ArrayList<>();
Path folder;

/// Begins to write. What is written is copied here, on the turn, since the thread must not see it
/// change.
Deferred<Path> write() {
  List<String> snapshot = List.copyOf(instances);
  return Reactor.current().deferToThread(() -> writeFile(snapshot));
}

Path writeFile(List<String> lines) throws IOException {
  List<Path> before = files();
  Path last = before.isEmpty() ? null : before.getLast();
  int number = last == null ? 1 : 1 + Integer.parseInt(last.getFileName().toString());
  Path written = Files.write(folder.resolve("tmp"), lines);
  Path file = Files.move(written, folder.resolve("%06d".formatted(number)));
  for (Path old : before.subList(0, Math.max(0, before.size() + 1 - filesToKeep))) {
    Files.delete(old);
  }
  return file;
}

List<Path> files() throws IOException {
  try (var all = Files.list(folder)) {
    return all.filter(file -> !file.endsWith("tmp")).sorted().toList();
  }
}

List<String> read() throws IOException {
  List<Path> files = files();
  return files.isEmpty() ? List.of() : Files.readAllLines(files.getLast());
}
