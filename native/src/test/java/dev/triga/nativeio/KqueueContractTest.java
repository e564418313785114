package dev.triga.nativeio;

import dev.triga.testing.contract.ReactorContractSuite;
import dev.triga.testing.contract.ReactorUnderTest;

/// Over a double of kqueue, see [KqueueDouble].
class KqueueContractTest extends ReactorContractSuite {
  @Override
  protected ReactorUnderTest underTest() {
    KqueueDouble.require();
    return ReactorUnderTest.onDriver("kqueue");
  }
}
