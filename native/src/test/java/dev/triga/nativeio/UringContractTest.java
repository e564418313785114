package dev.triga.nativeio;

import dev.triga.testing.contract.ReactorContractSuite;
import dev.triga.testing.contract.ReactorUnderTest;

class UringContractTest extends ReactorContractSuite {
  @Override
  protected ReactorUnderTest underTest() {
    return ReactorUnderTest.onDriver("io_uring");
  }
}
