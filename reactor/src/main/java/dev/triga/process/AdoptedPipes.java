package dev.triga.process;

import dev.triga.driver.AdoptRequest;
import dev.triga.driver.Descriptor;
import dev.triga.driver.OperatingSystem;
import dev.triga.driver.StreamOptions;
import dev.triga.loop.EventLoop;
import dev.triga.net.CloseReason;
import dev.triga.net.Protocol;
import dev.triga.net.ProtocolFactory;
import dev.triga.net.Transport;
import java.io.File;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Pipes of our own, whose ends the driver takes over: no thread reads or writes them.
///
/// The JDK does not give the descriptors of its pipes away, but opens what a child is redirected to
/// by name, and an open pipe has one. It closes all further descriptors in the child; those the
/// shell that becomes the program opens by name too, out of this process.
final class AdoptedPipes extends ChildPipes {
  /// Where the open descriptors of this process have names.
  static final Path NAMES = Path.of("/dev/fd");

  private static final StreamOptions NO_OPTIONS = new StreamOptions(false, false, 0, 0);

  private final EventLoop loop;
  private final OperatingSystem system;

  /// Where a child finds the open descriptors of this process.
  private final Path namesForOthers = Path.of("/proc/" + ProcessHandle.current().pid() + "/fd");

  private final List<Descriptor.Raw> childEnds = new ArrayList<>();
  private final Map<ChildStream, Descriptor.Raw> ourEnds = new HashMap<>();
  private final List<Descriptor.Raw> lent = new ArrayList<>();
  private final StringBuilder opening = new StringBuilder();
  private Descriptor.@Nullable Raw saying;
  private @Nullable Transport listening;

  AdoptedPipes(EventLoop loop, OperatingSystem system) {
    this.loop = loop;
    this.system = system;
  }

  @Override
  ProcessBuilder.Redirect childEnd(ChildStream which) {
    var theirs = pipe(which, childEnds);
    File name = NAMES.resolve(Integer.toString(theirs.fd())).toFile();
    return which.isInput() ? ProcessBuilder.Redirect.from(name) : ProcessBuilder.Redirect.to(name);
  }

  private Descriptor.Raw pipe(ChildStream which, List<Descriptor.Raw> theirEnds) {
    var ends = system.pipe();
    var theirs = which.isInput() ? ends.reader() : ends.writer();
    theirEnds.add(theirs);
    ourEnds.put(which, which.isInput() ? ends.writer() : ends.reader());
    return theirs;
  }

  @Override
  void lend(ChildStream which) {
    if (!Files.exists(namesForOthers)) {
      throw new UnsupportedOperationException(
          "it needs " + namesForOthers + ", which this system does not have");
    }
    var theirs = pipe(which, lent);
    opening
        .append(opening.isEmpty() ? "exec " : " ")
        .append(which.number())
        .append(which.isInput() ? '<' : '>')
        .append(nameOf(theirs));
  }

  private String nameOf(Descriptor.Raw descriptor) {
    return namesForOthers.resolve(Integer.toString(descriptor.fd())).toString();
  }

  @Override
  String opening() {
    if (opening.isEmpty()) {
      return "";
    }
    var ends = system.pipe();
    lent.add(ends.writer());
    saying = ends.reader();
    return opening + "; echo >" + nameOf(ends.writer()) + "; ";
  }

  @Override
  void started(@Nullable Process child) {
    // From here on the end of the child is the end of its output.
    childEnds.forEach(system::close);
    childEnds.clear();
  }

  @Override
  <P extends Protocol> void open(ChildStream which, ProtocolFactory<P> factory) {
    var ours = ourEnds.get(which);
    if (ours != null) {
      var request =
          which.isInput()
              ? new AdoptRequest(null, ours, NO_OPTIONS)
              : new AdoptRequest(ours, null, NO_OPTIONS);
      var _ = loop.adoptConnection(request, factory);
      ourEnds.remove(which);
    }
  }

  @Override
  void awaitOpened() {
    var descriptor = saying;
    if (descriptor != null) {
      var _ =
          loop.adoptConnection(
              new AdoptRequest(descriptor, null, NO_OPTIONS),
              transport -> {
                listening = transport;
                return new Opened();
              });
      saying = null;
    }
  }

  @Override
  void takeBack() {
    lent.forEach(system::close);
    lent.clear();
    if (listening != null) {
      listening.abort();
    }
  }

  @Override
  void discard() {
    started(null);
    takeBack();
    ourEnds.values().forEach(system::close);
    ourEnds.clear();
    if (saying != null) {
      system.close(saying);
      saying = null;
    }
  }

  /// The child says one line when it has opened everything.
  private final class Opened implements Protocol {
    @Override
    public void dataReceived(ByteBuffer data) {
      takeBack();
    }

    @Override
    public void connectionLost(CloseReason reason) {
      takeBack();
    }
  }
}
