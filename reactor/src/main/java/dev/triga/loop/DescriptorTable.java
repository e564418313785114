package dev.triga.loop;

import dev.triga.driver.Availability;
import dev.triga.driver.Descriptor;
import dev.triga.driver.Driver;
import dev.triga.reactor.Descriptors;
import dev.triga.reactor.Log;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// The readers and writers of descriptors that the user owns, over the watches of the driver. On
/// the turn.
public final class DescriptorTable implements Descriptors {
  private final Turn turn;
  private final Failures failures;
  private final Log log;
  private final Driver driver;
  private final Map<Descriptor, DescriptorWatch> watches = new LinkedHashMap<>();

  /// The table of a reactor over its driver.
  public DescriptorTable(Turn turn, Failures failures, Log log, Driver driver) {
    this.turn = turn;
    this.failures = failures;
    this.log = log;
    this.driver = driver;
  }

  @Override
  public void addReader(Descriptor descriptor, Runnable action) {
    turn.checkTurn("Descriptors.addReader");
    add(descriptor, action, watch -> watch.reader = action);
  }

  @Override
  public void addWriter(Descriptor descriptor, Runnable action) {
    turn.checkTurn("Descriptors.addWriter");
    add(descriptor, action, watch -> watch.writer = action);
  }

  private void add(Descriptor descriptor, Runnable action, Consumer<DescriptorWatch> change) {
    Objects.requireNonNull(descriptor, "descriptor");
    Objects.requireNonNull(action, "action");
    DescriptorWatch old = watches.get(descriptor);
    if (old != null) {
      try {
        change.accept(old);
        old.update();
        return;
      } catch (RuntimeException e) {
        // Its owner has closed it while it was watched, and the number may be a new descriptor's by
        // now.
        end(old);
      }
    }
    DescriptorWatch fresh = watch(descriptor);
    try {
      change.accept(fresh);
      fresh.update();
    } catch (RuntimeException e) {
      end(fresh);
      throw e;
    }
  }

  private DescriptorWatch watch(Descriptor descriptor) {
    if (driver.watchable(descriptor) instanceof Availability.Unavailable no) {
      throw new IllegalArgumentException(descriptor + " cannot be watched: " + no.reason());
    }
    var watch = new DescriptorWatch(descriptor, this);
    watch.watchedBy(driver.watch(descriptor, watch));
    watches.put(descriptor, watch);
    return watch;
  }

  private void end(DescriptorWatch watch) {
    watches.remove(watch.descriptor, watch);
    watch.reader = null;
    watch.writer = null;
    watch.update();
  }

  @Override
  public boolean removeReader(Descriptor descriptor) {
    turn.checkTurn("Descriptors.removeReader");
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
    turn.checkTurn("Descriptors.removeWriter");
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
    turn.checkTurn("Descriptors.removeAll");
    Set<Descriptor> all = new LinkedHashSet<>(watches.keySet());
    for (DescriptorWatch watch : List.copyOf(watches.values())) {
      end(watch);
    }
    return all;
  }

  @Override
  public Set<Descriptor> readers() {
    turn.checkTurn("Descriptors.readers");
    return which(watch -> watch.reader != null);
  }

  @Override
  public Set<Descriptor> writers() {
    turn.checkTurn("Descriptors.writers");
    return which(watch -> watch.writer != null);
  }

  private Set<Descriptor> which(Predicate<DescriptorWatch> condition) {
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

  /// How many descriptors are watched, for the reactor's dump. Any thread; off the turn it may be
  /// old.
  public int count() {
    return watches.size();
  }
}
