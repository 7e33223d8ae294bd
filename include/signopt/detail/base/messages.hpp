// The texts of static_asserts, which must be literals: the parts that several arguments, rules or kinds of operand
// share. config.hpp includes it.
#pragma once

#define SIGNOPT_HAS_NO_DTYPE \
  " has an unsupported dtype: it must be float16, bfloat16, float32 or float64 (see signopt::dtype_of)"
#define SIGNOPT_IS_NO_M_OF_VAR                                                                                     \
  " has another dtype than var, and they are no pair of dtype.hpp: both are updated in place, and neither can be " \
  "converted"
#define SIGNOPT_CANNOT_BE_CONVERTED "var is updated in place and cannot be converted"
#define SIGNOPT_MUST_BE_A_SCALAR                                                                \
  " must be a number (float, double or an integer, not bool), a float16 or bfloat16 value, or " \
  "an Eigen object of one element of a supported dtype (beside a DLTensor: a DLTensor of one element)"
#define SIGNOPT_MUST_BE_ONE_ELEMENT " must have exactly one element"
#define SIGNOPT_IS_OTHER_SETTINGS(rule) \
  " is a scalar, and settings of another rule stand in its place: those of this one are of the type " rule "_settings"
#define SIGNOPT_MUST_BE_A_POINTER " must be a pointer to elements of a dtype"
#define SIGNOPT_MUST_BE_A_DL_TENSOR \
  " must be a DLTensor, a DLManagedTensor or, with DLPack 1, a DLManagedTensorVersioned (of a pointer, *tensor)"
#define SIGNOPT_IS_A_POINTER_TO_VOID " is a pointer to void: it must point to elements of a dtype"
#define SIGNOPT_IS_NO_EIGEN_OBJECT " must be an Eigen object (Array, Matrix, Map, Ref or Block), as var is"
#define SIGNOPT_CANNOT_BE_WRITTEN \
  " cannot be written, and is updated in place: it is const, a view of something const, or an expression"
#define SIGNOPT_HAS_ANOTHER_SHAPE " has another shape than var"
#define SIGNOPT_IS_NO_TENSOR " must be an Eigen::Tensor, TensorFixedSize or TensorMap, as var is"
#define SIGNOPT_IS_A_TENSOR_EXPRESSION \
  " is a tensor expression, and is updated in place: it must be an Eigen::Tensor, TensorFixedSize or TensorMap"
#define SIGNOPT_HAS_ANOTHER_RANK " has another rank than var: tensors must have the same number of dimensions"
#define SIGNOPT_MUST_BE_SETTINGS(rule, count, scalars)                                                                 \
  "signopt: settings, where there are no " count " scalars, must be of the type " rule "_settings; or pass all " count \
  " scalars" scalars                                                                                                   \
  "; or the first argument is meant as an executor, and has no concurrency() and bulk() as in "                        \
  "execution.hpp"
#define SIGNOPT_WITH_AN_EXECUTOR_OR_NOT \
  ", with an executor before them or not; options are a member of the settings (settings.hpp)"
#define SIGNOPT_OR_ON_THE_CPU "; for arrays in host memory signopt::backend_or_cpu runs the call on the CPU"
#define SIGNOPT_IS_NO_ASCEND_DTYPE                                                                       \
  " must be float32 or float16 on the NPU, whose operator has no other dtypes (and nothing is narrowed " \
  "silently)" SIGNOPT_OR_ON_THE_CPU
#define SIGNOPT_ARGUMENT_AFTER_SESSION_IS(rule)                                                        \
  "signopt: var, the argument after the session, must be an Eigen object (Array, Matrix, Map, Ref or " \
  "Block)" SIGNOPT_ON_A_SESSION_CALL(rule)
#define SIGNOPT_ON_A_SESSION_CALL(rule)                  \
  "; for pointers to host memory there is apply_" rule   \
  "_multi(session, parameter_set, ...), and for device " \
  "memory ascend::apply_" rule "_async(d_var, d_m, ..., d_grad, n, stream) in session.run()" SIGNOPT_OR_ON_THE_CPU
#define SIGNOPT_SESSION_IS_NO_VARIABLE \
  "signopt: the session of a step must be a variable, and not const; and so must a backend"
#define SIGNOPT_IS_A_TEMPORARY " is a temporary array, which would be gone before the parameter that points to it"
#define SIGNOPT_IS_NOT_IN_MEMORY " is not in memory, as a parameter's operands must be: evaluate it into an array first"
#define SIGNOPT_FIRST_ARGUMENT_IS(rule)                                                             \
  "signopt: var, the first argument, must be an Eigen object (with apply_" rule                     \
  ".hpp: Array, Matrix, Map, Ref or "                                                               \
  "Block), with tensor.hpp an Eigen::Tensor, with dlpack.hpp a DLTensor, or an executor before it " \
  "(execution.hpp); for pointers there is apply_" rule "_n"
#define SIGNOPT_ARGUMENT_AFTER_EXECUTOR_IS(rule)                                                            \
  "signopt: var, the argument after the executor, must be an Eigen object (with apply_" rule                \
  ".hpp: Array, "                                                                                           \
  "Matrix, Map, Ref or Block), with tensor.hpp an Eigen::Tensor, with dlpack.hpp a DLTensor; for pointers " \
  "there is apply_" rule "_n"
#define SIGNOPT_POINTERS_HAVE_NO_SESSION(rule) \
  "signopt: apply_" rule "_n has no form for a session" SIGNOPT_ON_A_SESSION_CALL(rule)
#define SIGNOPT_ARGUMENTS_OF_ASYNC_ARE(rule, scalars)                                                           \
  "signopt: the arguments are (d_var, d_m" scalars                                                              \
  ", d_grad, n, stream) or (d_var, d_m, settings, d_grad, n, "                                                  \
  "stream), with pointers to device memory and an aclrtStream, as session.run() passes it; for arrays in host " \
  "memory there is apply_" rule "(session, var, m, ...)"
#define SIGNOPT_SIZE_IS_NO_INTEGER "signopt: n, the number of elements, must be an integer"
#define SIGNOPT_POOL_IS_NO_EXECUTOR                                                                                 \
  "signopt: the first argument is a thread pool; an executor over one of Eigen's is signopt::eigen_pool(pool), of " \
  "eigen_pool.hpp"
#define SIGNOPT_MUST_BE_AN_EXECUTOR(what)                        \
  "signopt: the argument before " what                           \
  " must be an executor (execution.hpp); over a thread pool of " \
  "Eigen's that is signopt::eigen_pool(pool), of eigen_pool.hpp"
#define SIGNOPT_LISTS_NEED_A_HEADER(rule) "signopt: apply_" rule "_multi needs multi_tensor.hpp"
#define SIGNOPT_VAR_OF_A_PARAMETER_IS "signopt: var must be an Eigen object (Array, Matrix, Map, Ref or Block)"
#define SIGNOPT_ALL_FINITE_TAKES                                                                                  \
  "signopt: all_finite takes an Eigen object or expression (with apply_R.hpp of a rule R), a parameter_set or a " \
  "range of "                                                                                                     \
  "parameter; or a pointer to elements of a dtype and their number; with an executor before them or not "         \
  "(execution.hpp)"
