/// Actors on a loop, a thread or a process, and what supervises them.
@SuppressWarnings("module") // The module that one package is exported to is built after this one.
module dev.triga.actors {
  requires transitive dev.triga.reactor;
  requires java.management;
  requires static org.jspecify;
  requires tools.jackson.databind;
  requires tools.jackson.dataformat.cbor;

  exports dev.triga.actors;
  exports dev.triga.actors.codec;
  exports dev.triga.actors.ending to
      dev.triga.app;
  exports dev.triga.actors.server;
  exports dev.triga.actors.wire to
      dev.triga.tasks;

  uses dev.triga.actors.codec.Codec;
}
