/// The `triga` command.
module dev.triga.app {
  requires transitive dev.triga.actors;
  requires transitive dev.triga.http;
  requires transitive dev.triga.reactor;
  requires dev.triga.tasks;
  requires info.picocli;
  requires org.tomlj;
  requires java.compiler;
  requires static org.jspecify;

  exports dev.triga.app;
  exports dev.triga.app.settings;

  opens dev.triga.app to
      dev.triga.actors,
      dev.triga.http,
      info.picocli;
}
