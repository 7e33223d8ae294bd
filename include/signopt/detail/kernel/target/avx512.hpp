// x86-64 with AVX512-F, BW, DQ and VL: 512-bit vectors, masked tails for every dtype, signs by VFIXUPIMM.
//
//   dtype      load                         store                         arithmetic
//   float64    VMOVUPD                      VMOVUPD                       VADDPD VSUBPD VMULPD
//   float32    VMOVUPS                      VMOVUPS                       VADDPS VSUBPS VMULPS
//   float16    VCVTPH2PS                    VCVTPS2PH                     float32, then VCVTPS2PH and back
//   bfloat16   the odd ones and the even    rounded by integer addition,  float32, then integer rounding
//              ones of a register           then put together
//
// Where the arrays have storages of their own, 16-bit ones are loaded and stored by one register: VCVTPS2PH, VPMOVDW.
// Copies that go past the caches: VMOVNTDQ.
//
// VCVTNEPS2BF16 would flush denormals.
#pragma once

#include "../tuning.hpp"
#include "avx512_float32.hpp"
#include "avx512_float64.hpp"

SIGNOPT_TARGET_BEGIN(SIGNOPT_AVX512_INSTRUCTIONS)
#define SIGNOPT_REGION avx512
#include "../vector_types.inl"

#include "../loop.inl"
#undef SIGNOPT_REGION
SIGNOPT_TARGET_END
