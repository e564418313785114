package dev.triga.loop;

import dev.triga.driver.Availability;
import dev.triga.driver.Descriptor;
import dev.triga.driver.Driver;
import dev.triga.reactor.Descriptors;
import dev.triga.reactor.Log;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/// The readers and writers of descriptors that the user owns, over the watches of the driver. On the turn.
public final class DescriptorTable implements Descriptors {
  private final String reactorName;
  private final Turn turn;
  private final Failures failures;
  private final Log log;
  private final Driver driver;
  private final Map<Descriptor, DescriptorWatch> watches = new LinkedHashMap<>();

  /// The table of a reactor over its driver.
  public DescriptorTable(
      String reactorName, Turn turn, Failures failures, Log log, Driver driver) {
    this.reactorName = reactorName;
    this.turn = turn;
    this.failures = failures;
    this.log = log;
    this.driver = driver;
  }

  @Override
  public void addReader(Descriptor descriptor, Runnable action) {
    DescriptorWatch watch = watch(descriptor, action);
    watch.reader = action;
    update(watch);
  }

  @Override
  public void addWriter(Descriptor descriptor, Runnable action) {
    DescriptorWatch watch = watch(descriptor, action);
    watch.writer = action;
    update(watch);
  }

  private DescriptorWatch watch(Descriptor descriptor, Runnable action) {
    checkTurn();
    Objects.requireNonNull(descriptor, "descriptor");
    Objects.requireNonNull(action, "action");
    DescriptorWatch watch = watches.get(descriptor);
    if (watch != null) {
      return watch;
    }
    if (driver.watchable(descriptor) instanceof Availability.Unavailable no) {
      throw new IllegalArgumentException(descriptor + " cannot be watched: " + no.reason());
    }
    var fresh = new DescriptorWatch(descriptor, this);
    fresh.watchedBy(driver.watch(descriptor, fresh));
    watches.put(descriptor, fresh);
    return fresh;
  }

  private void update(DescriptorWatch watch) {
    try {
      watch.update();
    } catch (RuntimeException e) {
      // Closed by its owner while it was watched: nothing may be left that says otherwise.
      end(watch);
      throw e;
    }
  }

  private void end(DescriptorWatch watch) {
    watches.remove(watch.descriptor, watch);
    watch.reader = null;
    watch.writer = null;
    watch.update();
  }

  @Override
  public boolean removeReader(Descriptor descriptor) {
    checkTurn();
    DescriptorWatch watch = watches.get(descriptor);
    if (watch == null || watch.reader == null) {
      return false;
    }
    watch.reader = null;
    changed(watch);
    return true;
  }

  @Override
  public boolean removeWriter(Descriptor descriptor) {
    checkTurn();
    DescriptorWatch watch = watches.get(descriptor);
    if (watch == null || watch.writer == null) {
      return false;
    }
    watch.writer = null;
    changed(watch);
    return true;
  }

  /// A reader or writer was taken off.
  void changed(DescriptorWatch watch) {
    if (watch.reader == null && watch.writer == null) {
      watches.remove(watch.descriptor, watch);
    }
    watch.update();
  }

  @Override
  public Set<Descriptor> removeAll() {
    checkTurn();
    Set<Descriptor> all = new LinkedHashSet<>(watches.keySet());
    for (DescriptorWatch watch : Set.copyOf(watches.values())) {
      end(watch);
    }
    return all;
  }

  @Override
  public Set<Descriptor> readers() {
    return which(watch -> watch.reader != null);
  }

  @Override
  public Set<Descriptor> writers() {
    return which(watch -> watch.writer != null);
  }

  private Set<Descriptor> which(Predicate<DescriptorWatch> condition) {
    checkTurn();
    var which = new LinkedHashSet<Descriptor>();
    for (DescriptorWatch watch : watches.values()) {
      if (condition.test(watch)) {
        which.add(watch.descriptor);
      }
    }
    return which;
  }

  /// Calls a reader or writer.
  ///
  /// @return whether it returned normally
  boolean call(String kind, Runnable action) {
    return failures.contain(kind, action);
  }

  /// The driver has ended the watch.
  void gone(DescriptorWatch watch, String reason) {
    watches.remove(watch.descriptor, watch);
    log.warning(() -> watch.descriptor + " is no longer watched: " + reason);
  }

  /// How many descriptors are watched, for the reactor's dump. Any thread; off the turn it may be old.
  public int count() {
    return watches.size();
  }

  private void checkTurn() {
    if (!turn.isOnTurn()) {
      throw new WrongThreadException(
          "thread '"
              + Thread.currentThread().getName()
              + "' does not have the turn of reactor '"
              + reactorName
              + "': use reactor.execute(…) around its descriptors");
    }
  }
}
