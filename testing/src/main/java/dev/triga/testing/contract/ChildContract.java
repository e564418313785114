package dev.triga.testing.contract;

import dev.triga.process.ProcessSpec;
import dev.triga.process.Processes;
import dev.triga.reactor.Reactor;
import dev.triga.testing.contract.ReactorUnderTest.Capability;
import java.util.ArrayList;
import java.util.function.Supplier;

/// What all tests of child processes begin with.
abstract class ChildContract extends Contract {
  ChildContract(Supplier<ReactorUnderTest> subjects) {
    super(subjects);
  }

  final Reactor running() {
    needs(Capability.CHILD_PROCESSES);
    return started();
  }

  final ChildRecord start(Reactor reactor, ProcessSpec spec) {
    var made = new ArrayList<ChildRecord>();
    await(
        Processes.start(
            reactor,
            spec,
            child -> {
              made.add(new ChildRecord(child));
              return made.getFirst();
            }));
    return made.getFirst();
  }

  static ProcessSpec shell(String script) {
    return ProcessSpec.of("sh", "-c", script);
  }
}
