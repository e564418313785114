package dev.triga.testing;

import dev.triga.testing.contract.ReactorContractSuite;
import dev.triga.testing.contract.ReactorUnderTest;

/// The behaviours again, on a network where everything is read and written in small pieces.
class MemoryInPiecesContractTest extends ReactorContractSuite {
  @Override
  protected ReactorUnderTest underTest() {
    var network = new MemoryNetwork(VirtualClock.manual());
    network.windowBytes(5_000);
    network.segmentBytes(777);
    return ReactorUnderTest.inMemory(network);
  }
}
