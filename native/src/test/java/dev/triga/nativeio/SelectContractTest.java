package dev.triga.nativeio;

import dev.triga.testing.contract.ReactorContractSuite;
import dev.triga.testing.contract.ReactorUnderTest;

class SelectContractTest extends ReactorContractSuite {
  @Override
  protected ReactorUnderTest underTest() {
    return ReactorUnderTest.onDriver("select");
  }
}
