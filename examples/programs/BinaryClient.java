import static dev.triga.async.Await.await;

import module dev.triga.reactor;

/// A binary protocol of one's own: frames behind their length, each with the number of the request
/// that it belongs to, so that answers may come in any order. The client is used in sequential
/// code.
void main() {
  int exitCode =
      Reactor.react(reactor -> {
        var port = reactor.listen(Endpoint.parse("tcp:127.0.0.1:0"), Squares::new);
        return reactor.async(() -> ask(reactor, port.endpoint()));
      });
  IO.println("exit code " + exitCode);
}

Void ask(Reactor reactor, Endpoint server) {
  Client client = await(reactor.connect(server, Client::new));
  IO.println("the square of 12 is " + await(client.square(12)));
  var all = Deferred.all(List.of(client.square(1), client.square(2), client.square(3)));
  IO.println("three at once: " + await(all));
  try {
    await(client.square(100_000).timeout(Duration.ofSeconds(5)));
  } catch (ArithmeticException e) {
    IO.println("refused: " + e.getMessage());
  }
  return null;
}

/// Sends numbers, and knows which answer belongs to which.
static final class Client extends FrameProtocol {
  private final RequestTable<Integer, Integer> requests;
  private int last;

  Client(Transport transport) {
    super(transport, Framing.int16());
    requests = new RequestTable<>(transport, 1000);
  }

  Deferred<Integer> square(int number) {
    Deferred<Integer> answer = requests.add(++last);
    sendFrame(ByteBuffer.allocate(8).putInt(last).putInt(number).flip());
    return answer;
  }

  @Override
  protected void frameReceived(ByteBuffer frame) {
    int request = frame.getInt();
    if (frame.hasRemaining()) {
      requests.answer(request, frame.getInt());
    } else {
      requests.fail(request, new ArithmeticException("too large"));
    }
  }
}

/// Answers with squares, the later questions of what came together first.
static final class Squares extends FrameProtocol {
  private final Deque<ByteBuffer> answers = new ArrayDeque<>();

  Squares(Transport transport) {
    super(transport, Framing.int16());
  }

  @Override
  protected void frameReceived(ByteBuffer frame) {
    var answer = ByteBuffer.allocate(8).putInt(frame.getInt());
    int number = frame.getInt();
    if (Math.abs(number) <= 46_340) {
      answer.putInt(number * number);
    }
    if (answers.isEmpty()) {
      transport().reactor().execute(this::answer);
    }
    answers.push(answer.flip());
  }

  private void answer() {
    while (!answers.isEmpty()) {
      sendFrame(answers.pop());
    }
  }
}
