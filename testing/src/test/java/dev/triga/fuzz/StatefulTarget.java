package dev.triga.fuzz;

import dev.triga.net.Transport;
import dev.triga.protocol.Framing;
import dev.triga.protocol.StatefulProtocol;
import java.nio.ByteBuffer;

/// A protocol whose frames change how the next ones are cut, and go over to raw bytes and back.
public final class StatefulTarget {
  private StatefulTarget() {}

  /// Feeds one input.
  public static void fuzzerTestOneInput(byte[] data) {
    var ignored = Frames.agree(Shifting::new, data);
  }

  /// Commands are lines: `n`, `i` and `l` change the framing of the one frame that follows, `rN`
  /// announces N raw bytes.
  private static final class Shifting extends StatefulProtocol implements Frames.Noting {
    private static final Framing COMMANDS = Framing.lines("\n").limit(20);

    private final StringBuilder heard = new StringBuilder();
    private int rawLeft;

    Shifting(Transport transport) {
      super(transport, COMMANDS);
    }

    @Override
    protected State initial() {
      return this::command;
    }

    private State command(ByteBuffer frame) {
      String command = Frames.text(frame);
      heard.append("command ").append(command).append('\n');
      if (command.matches("r[1-9][0-9]?")) {
        rawLeft = Integer.parseInt(command.substring(1));
        heard.append("raw ");
        rawMode();
        return this::command;
      }
      switch (command) {
        case "n" -> framing(Framing.netstrings().limit(30));
        case "i" -> framing(Framing.int16().limit(30));
        case "l" -> framing(Framing.lines().limit(30));
        default -> {
          return this::command;
        }
      }
      return this::content;
    }

    private State content(ByteBuffer frame) {
      heard.append("content ").append(Frames.text(frame)).append('\n');
      framing(COMMANDS);
      return this::command;
    }

    @Override
    protected void rawReceived(ByteBuffer data) {
      int count = Math.min(rawLeft, data.remaining());
      var taken = data.slice(data.position(), count);
      data.position(data.position() + count);
      heard.append(Frames.text(taken));
      rawLeft -= count;
      if (rawLeft == 0) {
        heard.append('\n');
        frameMode();
      }
    }

    @Override
    protected void frameRefused(String why) {
      heard.append("refused\n");
      super.frameRefused(why);
    }

    @Override
    public String heard() {
      return heard.toString();
    }
  }
}
