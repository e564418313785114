/// The `triga` command.
module dev.triga.app {
  requires dev.triga.actors;
  requires dev.triga.http;
  requires dev.triga.reactor;
  requires dev.triga.tasks;
  requires info.picocli;
  requires java.compiler;
  requires static org.jspecify;

  opens dev.triga.app to
      dev.triga.actors,
      info.picocli;
}
