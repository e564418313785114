package dev.triga.process;

import dev.triga.driver.AdoptRequest;
import dev.triga.driver.Descriptor;
import dev.triga.driver.OperatingSystem;
import dev.triga.driver.StreamOptions;
import dev.triga.loop.EventLoop;
import dev.triga.net.Protocol;
import dev.triga.net.ProtocolFactory;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Pipes of our own, whose ends the driver takes over: no thread reads or writes them.
///
/// The JDK does not give the descriptors of its pipes away, but opens what a child is redirected to
/// by name, and an open pipe has one.
final class AdoptedPipes extends ChildPipes {
  /// Where the open descriptors of this process have names.
  static final Path NAMES = Path.of("/dev/fd");

  private static final StreamOptions NO_OPTIONS = new StreamOptions(false, false, 0, 0);

  private final EventLoop loop;
  private final OperatingSystem system;
  private final List<Descriptor.Raw> childEnds = new ArrayList<>();
  private final Map<StandardStream, Descriptor.Raw> ourEnds = new EnumMap<>(StandardStream.class);

  AdoptedPipes(EventLoop loop, OperatingSystem system) {
    this.loop = loop;
    this.system = system;
  }

  @Override
  ProcessBuilder.Redirect childEnd(StandardStream which) {
    var ends = system.pipe();
    boolean isInput = which == StandardStream.INPUT;
    var theirs = isInput ? ends.reader() : ends.writer();
    childEnds.add(theirs);
    ourEnds.put(which, isInput ? ends.writer() : ends.reader());
    File name = NAMES.resolve(Integer.toString(theirs.fd())).toFile();
    return isInput ? ProcessBuilder.Redirect.from(name) : ProcessBuilder.Redirect.to(name);
  }

  @Override
  void started(@Nullable Process child) {
    // From here on the end of the child is the end of its output.
    childEnds.forEach(system::close);
    childEnds.clear();
  }

  @Override
  <P extends Protocol> void open(StandardStream which, ProtocolFactory<P> factory) {
    var ours = ourEnds.get(which);
    if (ours != null) {
      var request =
          which == StandardStream.INPUT
              ? new AdoptRequest(null, ours, NO_OPTIONS)
              : new AdoptRequest(ours, null, NO_OPTIONS);
      var _ = loop.adoptConnection(request, factory);
      ourEnds.remove(which);
    }
  }

  @Override
  void discard() {
    started(null);
    ourEnds.values().forEach(system::close);
    ourEnds.clear();
  }
}
