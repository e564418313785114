package dev.triga.testing;

import dev.triga.async.Deferred;
import dev.triga.net.Resolver;
import dev.triga.reactor.Reactor;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The name service of a [Simulation]. It knows its hosts by their names, and `localhost`. For the
/// simulation's thread.
public final class SimulatedDns {
  private static final String LOCALHOST = "localhost";

  private final Simulation simulation;
  private final Map<String, Long> unknownUntil = new LinkedHashMap<>();
  private final Map<String, Long> silentUntil = new LinkedHashMap<>();
  private final Map<String, List<InetAddress>> answers = new LinkedHashMap<>();
  private Latency latency = Latency.uniform(Duration.ofMillis(1), Duration.ofMillis(5));

  SimulatedDns(Simulation simulation) {
    this.simulation = simulation;
  }

  /// How long an answer takes; 1 to 5 ms by default.
  public void latency(Latency latency) {
    this.latency = latency;
  }

  /// Denies for so long that there is such a name.
  public void deny(String host, Duration time) {
    simulation.trace("dns", "denies " + host, -1);
    unknownUntil.put(host, until(time));
  }

  /// Gives no answer about a name for so long; who asks meanwhile hears afterwards.
  public void silence(String host, Duration time) {
    simulation.trace("dns", "is silent about " + host, -1);
    silentUntil.put(host, until(time));
  }

  /// Answers with these addresses from now on, be they right or not.
  public void answer(String host, List<InetAddress> addresses) {
    simulation.trace("dns", "answers for " + host + " " + addresses, -1);
    answers.put(host, List.copyOf(addresses));
  }

  private long until(Duration time) {
    return VirtualClock.saturatedSum(simulation.nanos(), time.toNanos());
  }

  /// The resolver of one machine.
  Resolver of(Machine machine) {
    return new Resolver() {
      @Override
      public Deferred<List<InetAddress>> resolve(String host, Reactor reactor) {
        var result = new Deferred<List<InetAddress>>(reactor);
        long asked = simulation.nanos() + latency.sampleNanos(simulation.networkRandom());
        long at = Math.max(asked, silentUntil.getOrDefault(host, 0L));
        simulation
            .agenda()
            .at(
                at,
                () -> {
                  if (machine.isRunning() && machine.reactor() == reactor) {
                    reply(machine, host, result);
                  }
                });
        return result;
      }

      @Override
      public List<InetAddress> resolveToListen(String host) throws UnknownHostException {
        return lookUp(host);
      }
    };
  }

  private void reply(Machine machine, String host, Deferred<List<InetAddress>> result) {
    try {
      var found = lookUp(host);
      simulation.trace("dns", "answers " + machine.name + " about " + host, -1);
      result.succeed(found);
    } catch (UnknownHostException e) {
      simulation.trace("dns", "denies " + machine.name + " that there is " + host, -1);
      result.fail(e);
    }
  }

  private List<InetAddress> lookUp(String host) throws UnknownHostException {
    if (host.equals(LOCALHOST)) {
      return List.of(InetAddress.getLoopbackAddress());
    }
    if (simulation.nanos() >= unknownUntil.getOrDefault(host, 0L)) {
      var answer = answers.get(host);
      if (answer != null) {
        return answer;
      }
      var found = simulation.network().named(host);
      if (found != null) {
        return List.of(found.ownAddress());
      }
    }
    throw new UnknownHostException(host + ": not known to the simulation");
  }
}
