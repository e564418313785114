package dev.triga.app.demo;

import static dev.triga.async.Await.await;

import dev.triga.actors.Actor;
import dev.triga.actors.Answers;
import dev.triga.app.ServerSettings;
import dev.triga.app.SharedGroup;
import dev.triga.app.WebApplication;
import dev.triga.app.settings.Setting;
import dev.triga.app.settings.Settings;
import dev.triga.http.Response;
import dev.triga.http.Router;
import dev.triga.http.websocket.WebSocketSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The demo: one page that shows who serves it, and lets its visitors talk and start a batch.
public final class DemoApplication extends WebApplication {
  /// The group of all open pages.
  static final String PAGES = "pages";

  /// What a visitor may send at once: a line of chat, with room for how it is encoded.
  private static final int MESSAGE_BYTES_MAX = 4 << 10;

  private static final WebSocketSettings SMALL =
      WebSocketSettings.DEFAULT.withLimits(
          MESSAGE_BYTES_MAX, MESSAGE_BYTES_MAX, WebSocketSettings.DEFAULT.queuedBytes());

  /// The arbiter's; nothing happens on that of a worker.
  private final Board board = new Board();

  private @Nullable Reception reception;

  /// Made in each process.
  public DemoApplication() {}

  @Override
  public String name() {
    return "demo";
  }

  @Override
  public List<Setting<?>> settings() {
    List<Setting<?>> all = new ArrayList<>(super.settings());
    all.add(ServerSettings.WORKERS.withDefault("2"));
    all.add(ServerSettings.DASHBOARD.withDefault("tcp:127.0.0.1:8061"));
    all.add(DemoSettings.CALL_MILLIS);
    return all;
  }

  @Override
  public void monitorAnswers(Answers on) {
    board.answers(on);
  }

  @Override
  public void monitorStart(Actor monitor, Settings settings) {
    board.open(
        monitor,
        await(SharedGroup.open(PAGES)),
        Duration.ofMillis(settings.get(DemoSettings.CALL_MILLIS)));
  }

  @Override
  public void monitorStopping(Actor monitor, Settings settings) {
    await(board.close());
  }

  @Override
  public void workerStart(Actor worker, Settings settings) {
    reception = await(Reception.open(worker));
  }

  @Override
  public void workerReady(Actor worker, Settings settings) {
    await(reception().announce());
  }

  private Reception reception() {
    Reception open = reception;
    if (open == null) {
      throw new IllegalStateException("the demo has a reception in a worker that has started");
    }
    return open;
  }

  @Override
  public void routes(Router router) {
    Reception open = reception();
    PageFile.all().forEach(file -> router.get(file.path(), request -> file.response()));
    router
        .get("/hello", request -> Response.text("Hello from " + open.whoami() + ".\n"))
        .websocket("/live", SMALL, socket -> new Visitor(socket, open));
  }
}
