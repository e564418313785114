/// The `triga` command.
module dev.triga.app {
  requires dev.triga.actors;
  requires dev.triga.reactor;
  requires info.picocli;
  requires static org.jspecify;

  opens dev.triga.app to
      dev.triga.actors,
      info.picocli;
}
