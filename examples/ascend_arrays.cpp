// The operator's example on an Ascend NPU: first with arrays in host memory, then 100 steps with a learning rate that
// changes on arrays that stay on the device, beside the same steps on the CPU. Where there is no device, it says so.
#include <cmath>
#include <cstdio>
#include <iomanip>
#include <iostream>
#include <signopt/ascend.hpp>

namespace {

// The call is the CPU's with a session in front.
void step_on_host_arrays(signopt::ascend::session& npu) {
  Eigen::Array22f var{{0.6f, 0.4f}, {0.1f, 0.5f}};
  Eigen::Array22f m{{0.6f, 0.5f}, {0.2f, 0.6f}};
  const Eigen::Array22f grad{{0.3f, 0.7f}, {0.1f, 0.8f}};
  const double lr = 0.001, alpha = 1.0, sign_decay = 0.99, beta = 0.9;

  signopt::apply_add_sign(npu, var, m, lr, alpha, sign_decay, beta, grad);

  std::cout << std::scientific << std::setprecision(5) << "var\n" << var << "\nm\n" << m << '\n';
}

// Memory of the device with an array in it. A program that trains has a framework for that.
class device_array {
 public:
  explicit device_array(const Eigen::ArrayXf& values)
      : bytes_(static_cast<std::size_t>(values.size()) * sizeof(float)) {
    void* memory = nullptr;
    is_valid_ = aclrtMalloc(&memory, bytes_, ACL_MEM_MALLOC_HUGE_FIRST) == 0;
    data_ = static_cast<float*>(memory);
    is_valid_ = is_valid_ && aclrtMemcpy(data_, bytes_, values.data(), bytes_, ACL_MEMCPY_HOST_TO_DEVICE) == 0;
  }
  ~device_array() {
    if (data_ != nullptr) aclrtFree(data_);
  }
  device_array(const device_array&) = delete;
  device_array& operator=(const device_array&) = delete;

  bool is_valid() const { return is_valid_; }
  float* data() const { return data_; }
  bool read(Eigen::ArrayXf& values) const {
    return aclrtMemcpy(values.data(), bytes_, data_, bytes_, ACL_MEMCPY_DEVICE_TO_HOST) == 0;
  }

 private:
  std::size_t bytes_;
  float* data_ = nullptr;
  bool is_valid_;
};

// The steps use the arrays until they are done: however a scope ends, this waits for them before the arrays go.
struct wait_at_end {
  aclrtStream stream;
  ~wait_at_end() { aclrtSynchronizeStream(stream); }
};

bool train_on_device_arrays(signopt::ascend::session& npu) {
  constexpr int steps = 100;
  Eigen::ArrayXf var = Eigen::ArrayXf::LinSpaced(10000, -1, 1), m = Eigen::ArrayXf::Zero(10000);
  const Eigen::ArrayXf grad = (7 * var).sin();
  Eigen::ArrayXf npu_var(10000);
  bool is_done = true;

  npu.run([&](aclrtStream stream) {  // on the session's device
    const device_array d_var(var), d_m(m), d_grad(grad);
    is_done = d_var.is_valid() && d_m.is_valid() && d_grad.is_valid();
    if (!is_done) return;
    const wait_at_end waits{stream};
    for (int step = 0; step < steps; ++step) {
      const double lr = 0.01 * (1 - step / 100.0);
      signopt::ascend::apply_add_sign_async(d_var.data(), d_m.data(), lr, 1.0, 0.99, 0.9, d_grad.data(), 10000, stream);
    }
    // What went wrong on the device is told here; and only now are the results there.
    is_done = aclrtSynchronizeStream(stream) == 0 && d_var.read(npu_var);
  });
  if (!is_done) {
    std::cerr << "the device's memory could not be used\n";
    return false;
  }

  for (int step = 0; step < steps; ++step) {
    signopt::apply_add_sign(var, m, 0.01 * (1 - step / 100.0), 1.0, 0.99, 0.9, grad);
  }
  const float difference = (npu_var - var).abs().maxCoeff();
  std::printf("after %d steps, NPU and CPU differ by at most %.1e\n", steps, static_cast<double>(difference));
  return difference < 1e-4f;
}

}  // namespace

int main() {
  try {
    signopt::ascend::runtime acl;  // nothing else here initializes ACL
    bool is_done = true;
    if (!signopt::ascend::is_available()) {
      std::cout << "there is no Ascend device here: nothing was run\n";
    } else {
      signopt::ascend::session npu(0);
      step_on_host_arrays(npu);
      is_done = train_on_device_arrays(npu);
    }
    acl.finalize();  // when the session is gone
    return is_done ? 0 : 1;
  } catch (const signopt::error& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
