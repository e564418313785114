package dev.triga.process;

import dev.triga.loop.EventLoop;
import dev.triga.net.Protocol;
import dev.triga.net.ProtocolFactory;
import dev.triga.pump.PumpedStream;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The JDK's pipes, with a thread for each.
final class PumpedPipes extends ChildPipes {
  private final EventLoop loop;
  private final Set<StandardStream> wanted = EnumSet.noneOf(StandardStream.class);
  private final Map<StandardStream, PumpedStream> streams = new EnumMap<>(StandardStream.class);

  PumpedPipes(EventLoop loop) {
    this.loop = loop;
  }

  @Override
  ProcessBuilder.Redirect childEnd(StandardStream which) {
    wanted.add(which);
    return ProcessBuilder.Redirect.PIPE;
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

  private PumpedStream stream(Process child, StandardStream which) {
    String name = loop.name() + "-" + child.pid() + "-" + which.number();
    return switch (which) {
      case INPUT -> new PumpedStream(loop, name, null, child.getOutputStream(), false);
      case OUTPUT -> new PumpedStream(loop, name, child.getInputStream(), null, false);
      case ERROR -> new PumpedStream(loop, name, child.getErrorStream(), null, false);
    };
  }

  @Override
  <P extends Protocol> void open(StandardStream which, ProtocolFactory<P> factory) {
    var stream = streams.remove(which);
    if (stream != null) {
      var _ = loop.streams().carry(stream, factory);
    }
  }

  @Override
  void discard() {
    streams.values().forEach(PumpedStream::close);
    streams.clear();
  }
}
