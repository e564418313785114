package dev.triga.http.websocket;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Makes messages of compressed ones (RFC 7692, 7.2.2). On the turn.
final class Inflation {
  /// What the sender has left away at the end of each message.
  private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

  private final Inflater inflater = new Inflater(true);
  private final Workspace workspace;
  private final boolean keepsContext;

  /// One that remembers the messages before, or can be shared.
  Inflation(Workspace workspace, boolean keepsContext) {
    this.workspace = workspace;
    this.keepsContext = keepsContext;
  }

  /// Inflates a message into [Workspace#inflated()].
  ///
  /// @param max how many bytes it may become: work and memory end there, whatever is promised
  /// @return how many bytes it is
  /// @throws FrameFailure if it is more, or no compressed message
  int inflate(byte[] bytes, int count, int max) {
    boolean isEnded = false;
    try {
      inflater.setInput(bytes, 0, count);
      int length = read(0, max);
      if (inflater.finished()) {
        // A last block: what may follow is the empty one that every message ends with.
        if (inflater.getRemaining() > 1) {
          throw notCompressed("bytes follow the last block of a compressed message");
        }
        inflater.reset();
      } else {
        inflater.setInput(TAIL);
        length = read(length, max);
        if (inflater.finished()) {
          inflater.reset();
        }
      }
      isEnded = true;
      return length;
    } catch (DataFormatException e) {
      throw notCompressed("a compressed message cannot be read: " + e.getMessage());
    } finally {
      if (!keepsContext || !isEnded) {
        inflater.reset();
      }
    }
  }

  private int read(int from, int max) throws DataFormatException {
    int length = from;
    while (true) {
      // One byte more than allowed tells whether there is more.
      byte[] into = workspace.inflatedRoom(length, max + 1);
      int some = inflater.inflate(into, length, Math.min(into.length, max + 1) - length);
      length += some;
      if (length > max) {
        throw new FrameFailure(
            CloseCode.TOO_BIG, "a compressed message becomes more than " + max + " bytes");
      }
      if (inflater.needsDictionary()) {
        throw notCompressed("a compressed message needs a dictionary");
      }
      if (some == 0 && (inflater.needsInput() || inflater.finished())) {
        return length;
      }
    }
  }

  private static FrameFailure notCompressed(String why) {
    return new FrameFailure(CloseCode.INVALID_DATA, why);
  }

  /// Gives the memory of zlib back.
  void end() {
    inflater.end();
  }
}
