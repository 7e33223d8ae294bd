// Compiles SIGNOPT_RULE_FILE, the formula of a rule, in the region of each target: "../rules/R.inl", from this folder,
// or <in the include path>. No include guard: forms.inl includes it for each rule. The macro ends here.
//
// The file has, in the namespace SIGNOPT_REGION, a class rule<R, Compute, Arithmetic> with
//
//   constants                                     R::constants<Compute>
//   rule(const constants&)                        what does not depend on the elements is computed here
//   next_m(grad, m), next_var(grad, m, next_m, var)
//                                                 the formula on one register of each, Arithmetic::reg: m', and var'
//                                                 from what m was and becomes
//   grad_of(grad, var)                            where makes_grad<R>: what the others get in the place of grad
//
// out of the operations of Arithmetic, which loop.inl lists.

#define SIGNOPT_REGION scalar
#include SIGNOPT_RULE_FILE
#undef SIGNOPT_REGION

#if SIGNOPT_HAS_PORTABLE
#  define SIGNOPT_REGION portable
#  include SIGNOPT_RULE_FILE
#  undef SIGNOPT_REGION
#endif

#if SIGNOPT_HAS_NEON
#  define SIGNOPT_REGION neon
#  include SIGNOPT_RULE_FILE
#  undef SIGNOPT_REGION
#endif

#if SIGNOPT_HAS_AVX2
SIGNOPT_TARGET_BEGIN(SIGNOPT_AVX2_INSTRUCTIONS)
#  define SIGNOPT_REGION avx2
#  include SIGNOPT_RULE_FILE
#  undef SIGNOPT_REGION
SIGNOPT_TARGET_END
#endif

#if SIGNOPT_HAS_AVX512
SIGNOPT_TARGET_BEGIN(SIGNOPT_AVX512_INSTRUCTIONS)
#  define SIGNOPT_REGION avx512
#  include SIGNOPT_RULE_FILE
#  undef SIGNOPT_REGION
SIGNOPT_TARGET_END
#endif

#if SIGNOPT_HAS_AVX512_FP16
SIGNOPT_TARGET_BEGIN(SIGNOPT_AVX512_FP16_INSTRUCTIONS)
#  define SIGNOPT_REGION avx512_fp16
#  include SIGNOPT_RULE_FILE
#  undef SIGNOPT_REGION
SIGNOPT_TARGET_END
#endif

#undef SIGNOPT_RULE_FILE
