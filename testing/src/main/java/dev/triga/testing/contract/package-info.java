/// The behaviours that every reactor shows, whatever driver is below it: written once, run
/// everywhere.
///
/// To run them on a driver of your own, extend [dev.triga.testing.contract.ReactorContractSuite]:
///
/// ```java
/// class MyDriverContractTest extends ReactorContractSuite {
///   @Override
///   protected ReactorUnderTest underTest() {
///     return ReactorUnderTest.onDriver("mine");
///   }
/// }
/// ```
///
/// Each group of behaviours is a nested class, each behaviour a test method whose name is the
/// promise.
@org.jspecify.annotations.NullMarked
package dev.triga.testing.contract;
