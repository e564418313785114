package dev.triga.nativeio;

import dev.triga.testing.contract.ReactorContractSuite;
import dev.triga.testing.contract.ReactorUnderTest;

class PollContractTest extends ReactorContractSuite {
  @Override
  protected ReactorUnderTest underTest() {
    return ReactorUnderTest.onDriver("poll");
  }
}
