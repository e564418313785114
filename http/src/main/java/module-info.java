/// An HTTP server on the reactor.
module dev.triga.http {
  requires transitive dev.triga.reactor;
  requires org.eclipse.jetty.http;
  requires static org.jspecify;

  exports dev.triga.http;
  exports dev.triga.http.websocket;
}
