package dev.triga.process;

import dev.triga.loop.EventLoop;
import dev.triga.net.Protocol;
import dev.triga.net.ProtocolFactory;
import dev.triga.pump.PumpedStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The JDK's pipes, with a thread for each.
final class PumpedPipes extends ChildPipes {
  private final EventLoop loop;
  private final String reason;
  private final Set<ChildStream> wanted = new HashSet<>();
  private final Map<ChildStream, PumpedStream> streams = new HashMap<>();

  /// @param reason why they are not the driver's
  PumpedPipes(EventLoop loop, String reason) {
    this.loop = loop;
    this.reason = reason;
  }

  @Override
  ProcessBuilder.Redirect childEnd(ChildStream which) {
    wanted.add(which);
    return ProcessBuilder.Redirect.PIPE;
  }

  @Override
  void lend(ChildStream which) {
    throw new UnsupportedOperationException(
        "only native drivers have pipes beyond the standard streams, and none can be had here: "
            + reason);
  }

  @Override
  String opening() {
    return "";
  }

  /// Begins to read at once: what is being read, the JDK does not close when the child exits.
  @Override
  void started(@Nullable Process child) {
    if (child != null) {
      for (var which : wanted) {
        streams.put(which, stream(child, which).begin());
      }
    }
  }

  private PumpedStream stream(Process child, ChildStream which) {
    String name = loop.name() + "-" + child.pid() + "-" + which.number();
    if (which.isInput()) {
      return new PumpedStream(loop, name, null, child.getOutputStream(), false);
    }
    var output = which.equals(ChildStream.ERROR) ? child.getErrorStream() : child.getInputStream();
    return new PumpedStream(loop, name, output, null, false);
  }

  @Override
  <P extends Protocol> void open(ChildStream which, ProtocolFactory<P> factory) {
    var stream = streams.remove(which);
    if (stream != null) {
      var _ = loop.streams().carry(stream, factory);
    }
  }

  @Override
  void awaitOpened() {}

  @Override
  void takeBack() {}

  @Override
  void discard() {
    streams.values().forEach(PumpedStream::close);
    streams.clear();
  }
}
