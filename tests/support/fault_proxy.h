// A TCP proxy that does a Kafka client harm: it sits between a client and one broker and is told, at any time, how to behave. It
// knows as much of the protocol as it takes to keep back one kind of request: frames of an int32 length and an int16 API key.
//
//   FaultProxy proxy(19503, 19501);               // passes on what comes
//   proxy.behave({.latency_ms = 50});
//   proxy.behave({.delayed_api_key = 26, .delay_ms = 2'000});   // EndTxn
//   proxy.behave({});                             // well again
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>

namespace sluiced::testing {

/// What holds from now on, for connections that stand as for new ones.
struct ProxyBehaviour {
  bool cut = false;        ///< connections are reset, and new ones refused
  bool half_open = false;  ///< connections stay, and whatever comes is swallowed; they are reset when this ends
  std::int64_t latency_ms = 0;
  std::int64_t bytes_per_second = 0;  ///< of each connection and direction; 0: as fast as it goes
  std::int16_t delayed_api_key = -1;  ///< requests of this kind wait, and with them what comes behind them on their connection
  std::int64_t delay_ms = 0;
};

/// One thread of its own; all members may be called from any. Throws std::runtime_error where the port cannot be had.
class FaultProxy {
 public:
  /// port: 0 for any that is free.
  FaultProxy(int port, int target_port);
  ~FaultProxy();
  FaultProxy(const FaultProxy&) = delete;
  FaultProxy& operator=(const FaultProxy&) = delete;

  int port() const;
  /// It does by the time this returns.
  void behave(const ProxyBehaviour& behaviour);
  /// How many requests of that kind were kept back by now.
  std::uint64_t delayed() const { return delayed_; }

 private:
  class Relay;

  std::mutex mutex_;
  std::condition_variable adopted_;
  ProxyBehaviour wanted_;
  bool asked_ = false;
  std::atomic<std::uint64_t> delayed_ = 0;
  std::atomic<bool> ending_ = false;
  int wake_ = -1;
  std::unique_ptr<Relay> relay_;
  std::thread thread_;
};

}  // namespace sluiced::testing
