package dev.triga.loop;

import dev.triga.driver.Descriptor;
import dev.triga.driver.WatchHandle;
import dev.triga.driver.WatchSink;
import org.jspecify.annotations.Nullable;

/// One descriptor with its reader and its writer. On the turn.
final class DescriptorWatch implements WatchSink {
  final Descriptor descriptor;
  private final DescriptorTable table;
  private @Nullable WatchHandle handle;
  @Nullable Runnable reader;
  @Nullable Runnable writer;

  DescriptorWatch(Descriptor descriptor, DescriptorTable table) {
    this.descriptor = descriptor;
    this.table = table;
  }

  void watchedBy(WatchHandle newHandle) {
    handle = newHandle;
  }

  /// Tells the driver what is wanted now; with neither reader nor writer the watch ends.
  void update() {
    WatchHandle current = handle;
    if (current == null) {
      return;
    }
    if (reader == null && writer == null) {
      handle = null;
      current.close();
    } else {
      current.interest(reader != null, writer != null);
    }
  }

  @Override
  public void readable() {
    Runnable action = reader;
    if (action != null && !table.call("reader", action) && reader == action) {
      reader = null;
      table.changed(this);
    }
  }

  @Override
  public void writable() {
    Runnable action = writer;
    if (action != null && !table.call("writer", action) && writer == action) {
      writer = null;
      table.changed(this);
    }
  }

  @Override
  public void gone(String reason) {
    handle = null;
    reader = null;
    writer = null;
    table.gone(this, reason);
  }
}
