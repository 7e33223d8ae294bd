// x86-64 with AVX2, FMA and F16C: 256-bit vectors. No FMA instruction is used, since the arithmetic is unfused.
//
//   dtype      load                         store                         arithmetic
//   float64    VMOVUPD                      VMOVUPD                       VADDPD VSUBPD VMULPD
//   float32    VMOVUPS                      VMOVUPS                       VADDPS VSUBPS VMULPS
//   float16    VCVTPH2PS                    VCVTPS2PH                     float32, then VCVTPS2PH and back
//   bfloat16   the odd ones and the even    rounded by integer addition,  float32, then integer rounding
//              ones of a register           then put together
//
// Where the arrays have storages of their own, 16-bit ones are loaded and stored by one register: VCVTPS2PH, VPACKUSDW.
// Copies that go past the caches: VMOVNTDQ.
#pragma once

#include "../tuning.hpp"
#include "avx2_float32.hpp"
#include "avx2_float64.hpp"

SIGNOPT_TARGET_BEGIN(SIGNOPT_AVX2_INSTRUCTIONS)
#define SIGNOPT_REGION avx2
#include "../vector_types.inl"

#include "../loop.inl"
#undef SIGNOPT_REGION
SIGNOPT_TARGET_END
