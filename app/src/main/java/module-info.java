/// The `triga` command.
module dev.triga.app {
  requires dev.triga.http;
  requires dev.triga.reactor;
  requires info.picocli;
  requires static org.jspecify;

  opens dev.triga.app to
      info.picocli;
}
