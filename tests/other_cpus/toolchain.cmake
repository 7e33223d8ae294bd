# Programs of another CPU that run here, under qemu's user emulation: compiled by Debian's cross compiler, and linked
# statically, since that CPU's shared libraries are not at hand. The preset gives SIGNOPT_EMULATED_PROCESSOR, as qemu
# calls it. On the machine's own processor, "cross" is its own compiler, and the emulator makes an older CPU of it.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR ${SIGNOPT_EMULATED_PROCESSOR})
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES SIGNOPT_EMULATED_PROCESSOR)
# Debian's names for the compilers of some.
set(compiler_arm arm-linux-gnueabihf)
set(compiler_i386 i686-linux-gnu)
set(compiler_ppc64le powerpc64le-linux-gnu)
if(DEFINED compiler_${SIGNOPT_EMULATED_PROCESSOR})
  set(CMAKE_CXX_COMPILER ${compiler_${SIGNOPT_EMULATED_PROCESSOR}}-g++)
else()
  set(CMAKE_CXX_COMPILER ${SIGNOPT_EMULATED_PROCESSOR}-linux-gnu-g++)
endif()
set(CMAKE_EXE_LINKER_FLAGS_INIT -static)
# Which CPU of this processor, is said by the variable QEMU_CPU where the tests run.
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-${SIGNOPT_EMULATED_PROCESSOR})
