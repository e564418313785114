package dev.triga.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/// `/ws/echo` of `./triga http`, as Python's `websockets` and node's `ws` see it, with messages
/// compressed and not.
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class WebSocketIT {
  /// Debian's, which has Debian's packages.
  private static final String PYTHON = "/usr/bin/python3";

  private static final String IN_PYTHON =
      """
      import asyncio, sys, websockets

      async def main():
          uri = "ws://127.0.0.1:%s/ws/echo" % sys.argv[1]
          for compression in ("deflate", None):
              async with websockets.connect(uri, compression=compression) as ws:
                  assert bool(ws.extensions) == (compression is not None), ws.extensions
                  for message in ("", "hello", "\\u00e4\\u20ac\\U0001f642" * 20000, b"",
                                  bytes(range(256)) * 2000):
                      await ws.send(message)
                      assert await ws.recv() == message
                  await ws.send(["in ", "", "pieces"])
                  assert await ws.recv() == "in pieces"
                  await (await ws.ping(b"12"))
              assert ws.close_code == 1000, ws.close_code
          ws = await websockets.connect(uri)
          await ws.send("x" * (1 << 20))
          assert len(await ws.recv()) == 1 << 20
          await ws.send("x" * (1 << 20) + "y")
          try:
              await ws.recv()
          except websockets.ConnectionClosed as e:
              assert e.rcvd.code == 1009, e
          print("fine")

      asyncio.run(main())
      """;

  private static final String IN_NODE =
      """
      const { WebSocket } = require('ws');
      const { randomBytes } = require('crypto');
      const url = 'ws://127.0.0.1:' + process.argv[1] + '/ws/echo';
      const fail = e => { console.log('failed: ' + e); process.exit(1); };
      function once(options) {
        return new Promise(done => {
          const ws = new WebSocket(url, options);
          const wanted = ['', 'hello', 'text '.repeat(50000), randomBytes(200000)];
          let next = 0;
          ws.on('open', () => wanted.forEach(m => ws.send(m)));
          ws.on('message', (data, isBinary) => {
            const m = wanted[next++];
            if (isBinary !== (typeof m !== 'string')) fail('kind of ' + next);
            if (Buffer.compare(data, Buffer.from(m)) !== 0) fail('content of ' + next);
            if (next === wanted.length) ws.ping('12');
          });
          ws.on('pong', data => data.toString() === '12' ? ws.close(4001, 'enough') : fail(data));
          ws.on('close', code => code === 4001 ? done(ws.extensions) : fail('code ' + code));
          ws.on('error', fail);
        });
      }
      (async () => {
        if (!/permessage-deflate/.test(await once({}))) fail('not compressed');
        if (await once({ perMessageDeflate: false })) fail('compressed');
        const big = new WebSocket(url);
        big.on('error', fail);
        big.on('open', () => big.send(Buffer.alloc((1 << 20) + 1)));
        big.on('close', code => code === 1009 ? console.log('fine') : fail('code ' + code));
      })();
      """;

  private static Launched server;

  @BeforeAll
  static void serve() throws Exception {
    server = Launched.triga("http", "--bind", "tcp:127.0.0.1:0").untilReady();
  }

  @AfterAll
  static void end() throws Exception {
    server.close();
  }

  private record Said(int exitCode, String text) {}

  private static Said run(String... command) throws Exception {
    var builder = new ProcessBuilder(new ArrayList<>(List.of(command))).redirectErrorStream(true);
    // Where Debian's packages for node are.
    builder.environment().putAll(Map.of("NODE_PATH", "/usr/share/nodejs"));
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes());
    return new Said(process.waitFor(), said);
  }

  private static void require(String program, String option, String check) throws Exception {
    ForeignProgram.require(program);
    boolean isThere = run(program, option, check).exitCode() == 0;
    if (!isThere && Boolean.getBoolean("interop.required")) {
      throw new AssertionError(program + " fails to: " + check);
    }
    assumeTrue(isThere, program + " fails to: " + check);
  }

  @Test
  void pythonIsEchoed() throws Exception {
    require(PYTHON, "-c", "import websockets");
    String port = Integer.toString(server.ports().getFirst());
    assertThat(run(PYTHON, "-c", IN_PYTHON, port)).isEqualTo(new Said(0, "fine\n"));
  }

  @Test
  void nodeIsEchoed() throws Exception {
    require("node", "-e", "require('ws')");
    String port = Integer.toString(server.ports().getFirst());
    assertThat(run("node", "-e", IN_NODE, port)).isEqualTo(new Said(0, "fine\n"));
  }
}
