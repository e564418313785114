package dev.triga.testing;

import dev.triga.testing.contract.ReactorContractSuite;
import dev.triga.testing.contract.ReactorUnderTest;

class SimulatedContractTest extends ReactorContractSuite {
  @Override
  protected ReactorUnderTest underTest() {
    return new SimulatedNetworkUnderTest();
  }
}
