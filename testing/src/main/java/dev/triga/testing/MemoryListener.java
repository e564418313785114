package dev.triga.testing;

import dev.triga.driver.AcceptSink;
import dev.triga.driver.ListenRequest;
import dev.triga.driver.ListenerHandle;
import java.net.SocketAddress;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// A listening socket of a [MemoryDriver].
final class MemoryListener implements ListenerHandle, MemoryDriver.Source {
  private final MemoryDriver driver;
  private final AcceptSink sink;
  private final MemoryBacklog backlog;
  private boolean paused;
  private boolean closed;
  private boolean hasWarned;

  MemoryListener(MemoryDriver driver, ListenRequest request, AcceptSink sink) {
    this.driver = driver;
    this.sink = sink;
    var network = driver.network;
    network.lock.lock();
    try {
      driver.host.checkDescriptors("listen on", request.address());
      backlog =
          network.bind(
              driver.host,
              MemoryDriver.internet(request.address()),
              request.backlog(),
              request.reusePort());
      backlog.changed = () -> driver.markReady(this);
    } finally {
      network.lock.unlock();
    }
  }

  @Override
  public SocketAddress localAddress() {
    return backlog.address;
  }

  @Override
  public void pauseAccepting() {
    paused = true;
  }

  @Override
  public void resumeAccepting() {
    paused = false;
    driver.network.locked(() -> {
      if (hasNews()) {
        driver.markReady(this);
      }
    });
  }

  @Override
  public void dispatch() {
    // No more than stood there at the beginning, so that a flood cannot keep the poll from ending.
    int most = backlog.size();
    for (int i = 0; i < most && !closed && !paused; i++) {
      var socket = take();
      if (socket == null) {
        return;
      }
      deliver(socket);
    }
  }

  private void deliver(MemorySocket socket) {
    if (driver.host.outOfDescriptors) {
      turnAway(socket);
      return;
    }
    hasWarned = false;
    var stream = new MemoryStream(driver, socket);
    driver.opened(stream);
    var streamSink = sink.accepted(stream);
    if (streamSink == null) {
      stream.close();
    } else {
      stream.deliverTo(streamSink);
    }
  }

  /// As a system's listener does with a descriptor that it has kept for this.
  private void turnAway(MemorySocket socket) {
    driver.network.locked(socket::close);
    if (!hasWarned) {
      hasWarned = true;
      driver.context.warn(
          "out of descriptors: connections to "
              + localAddress()
              + " are accepted and closed; raise the limit (ulimit -n)");
    }
  }

  private @Nullable MemorySocket take() {
    driver.network.lock.lock();
    try {
      return backlog.take();
    } finally {
      driver.network.lock.unlock();
    }
  }

  @Override
  public boolean hasNews() {
    return !closed && !paused && backlog.size() > 0;
  }

  @Override
  public void vanish() {
    closed = true;
    backlog.host.ports.remove(backlog);
    backlog.vanish();
  }

  @Override
  public void acceptAndClose(int most) {
    var waiting = new ArrayList<MemorySocket>();
    while (!closed && waiting.size() < most) {
      var socket = take();
      if (socket == null) {
        break;
      }
      waiting.add(socket);
    }
    close();
    waiting.forEach(this::deliver);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      driver.forget(this);
      driver.network.locked(() -> driver.network.unbind(backlog));
    }
  }
}
