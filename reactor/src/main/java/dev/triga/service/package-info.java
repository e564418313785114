/// Services: parts of a program that are started in order and stopped in reverse.
///
/// A [dev.triga.service.ServiceGroup] starts its children one after the other, stops them in
/// reverse, gives each a deadline and says which one blocks. It is a service itself, so groups form
/// a tree.
///
/// ```java
/// try (var reactor = Reactor.open()) {
///   var app = new ServiceGroup(reactor, "app");
///   app.add(Service.of("store", () -> store.open(), () -> store.close()));
///   app.add(Service.every(reactor, "journal", Duration.ofMinutes(1), slots -> journal.write()));
///   app.runWithReactor();
///   reactor.run();
/// }
/// ```
@NullMarked
package dev.triga.service;

import org.jspecify.annotations.NullMarked;
