/// The portable driver over `java.nio`, which needs no permission and works everywhere.
@org.jspecify.annotations.NullMarked
package dev.triga.driver.nio;
