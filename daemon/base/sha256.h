// SHA-256 (OpenSSL behind it), as lowercase hex: what schemas and payloads are known by in headers and logs.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace sluiced {

/// Of bytes that come in pieces: update() any number of times, then hex() once. Throws std::runtime_error where OpenSSL refuses.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void update(std::string_view bytes);
  /// 64 lowercase hex digits. The object is spent afterwards.
  std::string hex();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Example: sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
std::string sha256_hex(std::string_view bytes);

}  // namespace sluiced
