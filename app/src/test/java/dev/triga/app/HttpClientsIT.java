package dev.triga.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.sample.SampleApplication;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A class served by `./triga http`, as curl, wrk, ab and node see it; at night slowhttptest too.
/// One server for all.
@Timeout(value = 90, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class HttpClientsIT {
  private static final String NODE =
      """
      const http = require('http');
      const url = process.argv[1];
      const agent = new http.Agent({ keepAlive: true, maxSockets: 4 });
      const sockets = new Set();
      function get(path) {
        return new Promise((resolve, reject) => {
          http.get(url + path, { agent }, r => {
            sockets.add(r.socket);
            let n = 0;
            r.on('data', d => n += d.length);
            r.on('end', () => resolve([r.statusCode, n]));
          }).on('error', reject);
        });
      }
      async function main() {
        const all = await Promise.all(Array.from({ length: 60 }, () => get('/plaintext')));
        if (all.some(([s, n]) => s !== 200 || n !== 13)) throw new Error('plaintext');
        if (sockets.size > 4) throw new Error('not kept: ' + sockets.size);
        const big = new Uint8Array(300000).fill(7);
        const stream = new ReadableStream({
          start(c) { for (let i = 0; i < 300000; i += 10000) c.enqueue(big.slice(i, i + 10000)); c.close(); }
        });
        const echoed = await fetch(url + '/echo', { method: 'POST', body: stream, duplex: 'half' });
        const back = new Uint8Array(await echoed.arrayBuffer());
        if (back.length !== 300000 || back.some(b => b !== 7)) throw new Error('echo');
        const part = await fetch(url + '/files/big', { headers: { Range: 'bytes=5-9' } });
        if (part.status !== 206 || (await part.arrayBuffer()).byteLength !== 5) throw new Error('range');
        const tag = part.headers.get('etag');
        const same = await fetch(url + '/files/big', { headers: { 'If-None-Match': tag } });
        if (same.status !== 304) throw new Error('condition: ' + same.status);
        agent.destroy();
        console.log('fine');
      }
      main().catch(e => { console.error(e); process.exit(1); });
      """;

  @TempDir private static Path folder = Path.of("");
  private static byte[] big = new byte[0];
  private static @Nullable Launched launched;
  private static String url = "";

  @BeforeAll
  static void start() throws Exception {
    big = new byte[2_000_000];
    new Random(1).nextBytes(big);
    Files.write(folder.resolve("big"), big);
    Path classes =
        Path.of(
            SampleApplication.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Launched server =
        Launched.script(
                SampleApplication.FOLDER + "='" + folder + "' exec \"$0\" \"$@\"",
                "http",
                SampleApplication.class.getName(),
                "--class-path",
                classes.toString(),
                "--bind",
                "tcp:127.0.0.1:0")
            .untilReady();
    launched = server;
    url = "http://127.0.0.1:" + server.ports().getFirst();
  }

  @AfterAll
  static void end() throws Exception {
    try (Launched server = launched) {
      assertThat(server).isNotNull();
      server.signal("TERM");
      server.endsInOrder();
    }
  }

  private static String run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(new ArrayList<>(List.of(command))).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  @Test
  void curlUploadsResumesAndKeepsItsConnection() throws Exception {
    ForeignProgram.require("curl");
    Path back = folder.resolve("back");
    run("curl", "-sSf", "-T", folder.resolve("big").toString(), "-o", back + "", url + "/echo");
    assertThat(back).hasBinaryContent(big);
    Files.write(back, Arrays.copyOf(big, 1_999_000));
    run("curl", "-sSf", "-C", "-", "-o", back.toString(), url + "/files/big");
    assertThat(back).hasBinaryContent(big);
    assertThat(run("curl", "-sSf", "-r", "-3", url + "/files/big"))
        .isEqualTo(
            new String(
                Arrays.copyOfRange(big, 1_999_997, big.length), StandardCharsets.ISO_8859_1));
    String each = "%{num_connects} %{http_version} %{http_code}|";
    assertThat(
            run(
                "curl",
                "-sS",
                "-w",
                each,
                "-o",
                "/dev/null",
                url + "/plaintext",
                "-o",
                "/dev/null",
                url + "/plaintext",
                "-o",
                "/dev/null",
                url + "/nothing"))
        .isEqualTo("1 1.1 200|0 1.1 200|0 1.1 404|");
    assertThat(run("curl", "-sS", "-X", "PUT", "-d", "", "-w", each, url + "/plaintext"))
        .endsWith("1 1.1 405|");
  }

  @Test
  void wrkSeesNoErrors() throws Exception {
    ForeignProgram.require("wrk");
    assertThat(run("wrk", "-t1", "-c32", "-d1s", url + "/plaintext"))
        .containsPattern("\\d{3,} requests in")
        .doesNotContain("Non-2xx", "Socket errors");
  }

  /// It speaks HTTP/1.0 and asks for the connection to be kept.
  @Test
  void abSeesNoErrors() throws Exception {
    ForeignProgram.require("ab");
    assertThat(run("ab", "-q", "-k", "-n", "1000", "-c", "8", url + "/plaintext"))
        .containsPattern("Complete requests: +1000\n")
        .containsPattern("Failed requests: +0\n")
        .containsPattern("Keep-Alive requests: +1000\n");
  }

  @Test
  void nodeGetsPostsAndAsksForParts() throws Exception {
    ForeignProgram.require("node");
    assertThat(run("node", "-e", NODE, url)).isEqualTo("fine\n");
  }

  /// Slow heads, slow bodies, slow reading, and ranges without number.
  @ParameterizedTest
  @ValueSource(strings = {"-H", "-B", "-X", "-R"})
  @EnabledIfSystemProperty(named = "triga.nightly", matches = "true")
  void slowClientsKeepNobodyOut(String attack) throws Exception {
    ForeignProgram.require("slowhttptest");
    String said =
        run(
            "slowhttptest",
            attack,
            "-c",
            "500",
            "-r",
            "250",
            "-i",
            "1",
            "-l",
            "20",
            "-p",
            "2",
            "-x",
            "10",
            "-u",
            url + ("-X-R".contains(attack) ? "/files/big" : "/echo"));
    String plain = said.replaceAll("\u001b\\[[0-9;]*m", "");
    System.err.println("slowhttptest " + attack + ": " + plain.strip().replaceAll("\\s+", " "));
    assertThat(plain)
        .containsPattern("service available: +YES")
        .doesNotContainPattern("service available: +NO");
  }
}
