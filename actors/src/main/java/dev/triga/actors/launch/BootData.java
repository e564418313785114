package dev.triga.actors.launch;

import dev.triga.actors.wire.WireException;
import dev.triga.actors.wire.WireInput;
import dev.triga.actors.wire.WireOutput;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What a worker is told before anything else, on its standard input, where nobody else can read
/// it.
///
/// @param secret what it proves with that it is the worker of this run
/// @param directory the run directory, with the sockets of all processes
/// @param id the actor that lives in it
/// @param managerId who looks after it
/// @param managerName what that one is called
/// @param age which number among all that the arbiter has started it is
/// @param beat how often its loop says that it runs
/// @param driver the driver of its reactor, empty for the best
/// @param logLevel the name of the level of its log
/// @param packages the packages whose classes may come in messages; empty for all on its path
/// @param spec the actor, as the arbiter's functions write it
@SuppressWarnings("ArrayRecordComponent") // Nobody compares two of them.
public record BootData(
    Secret secret,
    Path directory,
    String id,
    String managerId,
    String managerName,
    long age,
    Duration beat,
    String driver,
    String logLevel,
    Set<String> packages,
    byte[] spec) {
  /// Which form this is; arbiter and worker run the same jars, or one of them is refused.
  private static final int FORM = 1;

  private static final int PACKAGES_MAX = 10_000;

  /// The bytes on standard input: their number in four bytes, then they.
  public byte[] toBytes() {
    var out = new WireOutput();
    out.putByte(FORM);
    secret.write(out);
    out.putText(directory.toString())
        .putText(id)
        .putText(managerId)
        .putText(managerName)
        .putNumber(age)
        .putNumber(beat.toNanos())
        .putText(driver)
        .putText(logLevel)
        .putNumber(packages.size());
    packages.forEach(out::putText);
    return out.putBytes(spec).toBytes();
  }

  /// What [#toBytes] has written.
  ///
  /// @throws dev.triga.actors.wire.WireException if it is something else
  public static BootData of(byte[] bytes) {
    var in = WireInput.of(bytes);
    if (in.takeByte() != FORM) {
      throw new WireException(
          "the arbiter speaks another language: it runs other jars than this worker");
    }
    var data =
        new BootData(
            Secret.read(in),
            Path.of(in.takeText()),
            in.takeText(),
            in.takeText(),
            in.takeText(),
            in.takeNumber(),
            Duration.ofNanos(in.takeNumber()),
            in.takeText(),
            in.takeText(),
            packages(in),
            in.takeBytes());
    in.end();
    return data;
  }

  private static Set<String> packages(WireInput in) {
    List<String> names = new ArrayList<>();
    for (int left = in.takeCount(PACKAGES_MAX); left > 0; left--) {
      names.add(in.takeText());
    }
    return new TreeSet<>(names);
  }

  /// Says nothing of the secret.
  @Override
  public String toString() {
    return "BootData[" + id + " in " + directory + "]";
  }
}
