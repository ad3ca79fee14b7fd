/// Certificates of organisations' own authorities, read and checked by rules that are the same at every city for ever:
/// docs/spec/certificates.md.
package io.polder.protocol.x509;
