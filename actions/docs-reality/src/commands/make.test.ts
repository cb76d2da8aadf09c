import {describe, expect, test} from '@jest/globals';
import {inLinearTime} from '#testkit';
import {projectOf, resolved, told} from './project.testing.ts';

const project = projectOf({
  Makefile: `
NAMES := lint format
OUT = bin
ifdef WINDOWS
EXE = .exe
endif
include make/*.mk
-include .env local.d
.PHONY: build only-phony
build: src/a.c ; @echo
\t$(eval X := y) not-a-target: x
test check: build
$(NAMES): build
$(OUT)/tool: build
$(OUT)/win$(EXE): build
%.html: %.md
all-%: sub-%
run-%:
a.o b.o: %.o: %.c
define text
inside: x
endef
target: VAR = 1
long \\
  lines: x
`,
  'make/more.mk': 'included:\n\ttrue\n',
  'page.md': '', 'prog.c': '', 'docs/Makefile': '%: Makefile\n\tsphinx $@\n', 'apart/Makefile': 'only-here:\n\ttrue\n',
  'computed/Makefile': '$(foreach x,$(LIST),$(eval $(call rule,$(x))))\nplain:\n',
  'open/Makefile': 'include $(SHARED)/rules.mk\nplain:\n', 'gone/Makefile': 'include missing.mk\nplain:\n',
  'deep/er/Makefile': 'ROOT := $(shell git rev-parse --show-toplevel)\ninclude $(ROOT)/make/more.mk\n',
  'common/Makefile': 'ARCHS = $(addprefix common-docker-,$(LIST))\n%: common-% ;\ncommon-build:\n$(ARCHS): common-docker-%:\n', 'native/CMakeLists.txt': '',
  'other.mk': 'special:\n', 'build-dir/x': '', 'web/Makefile': 'all:\n', 'web/Makefile.emscripten': 'serve:\n',
});

describe('make', () => {
  test.each([
    ['make', ''], ['make build', 'exists'], ['make test check', 'exists, exists'], ['make lint', 'exists'], ['make only-phony', 'exists'], ['make included', 'exists'],
    ['make bin/tool', 'exists'],
    ['make page.html', 'exists'], ['make other.html', 'missing: make target "other.html"'], ['make run-anything', 'exists'], ['make all-x', 'missing: make target "all-x"'],
    ['make a.o', 'exists'],
    ['make inside', 'missing: make target "inside"'], ['make not-a-target', 'missing: make target "not-a-target"'], ['make target long lines', 'exists, exists, exists'],
    ['make bin/win', 'unknown: computed'], ['make prog', 'unknown: computed'], ['make page.md', 'exists'], ['make deep', 'missing: make target "deep"'],
    ['make -j 8 CC=gcc build V=1', 'exists'], ['make -j8 -k gone1', 'missing: make target "gone1"'],
    ['make -C docs html', 'exists'], ['make -Cdocs html', 'exists'], ['cd apart && make only-here', 'exists'], ['make only-here', 'unknown: in another folder'],
    ['make -C apart build', 'missing: make target "build"'],
    ['make -C computed anything', 'unknown: computed'], ['make -C computed plain', 'exists'], ['make -C deep/er included gone1', 'exists, missing: make target "gone1"'],
    ['make -C common build docker-arm gone1', 'exists, unknown: computed, missing: make target "gone1"'], ['make -C open anything', 'unknown: computed'],
    ['make -C gone anything', 'unknown: computed'],
    ['cd native && make install', 'unknown: computed'], ['cd build-dir && make install', 'unknown: no manifest'], ['make -f other.mk special', 'exists'],
    ['make menuconfig linux-menuconfig rpi_defconfig gone1', 'unknown: made by Kconfig, unknown: made by Kconfig, unknown: made by Kconfig, missing: make target "gone1"'],
    ['make -C web serve gone1', 'unknown: in another folder, missing: make target "gone1"'],
    ['make -f other.mk build1', 'missing: make target "build1"'],
    ['cd nowhere && make build', 'unknown: other directory'], ['make <target>', 'unknown: placeholder'], ['make sometarget', 'unknown: placeholder'],
  ])('%s: %s', (text, expected) => expect(told(project, text)).toBe(expected));

  test('suggests the nearest target with its line', () => {
    expect(resolved(project, 'make biuld')[0]).toMatchObject({lookedIn: 'Makefile', suggestion: {name: 'build', path: 'Makefile', line: 9}, rule: 'cmd.make'});
  });

  test.each(['$(A) ', 'a:', '$(A): ', '$(', 'a%:b% ', 'include x ', '\\\n'])('a makefile of %j without end is read in linear time', async piece => {
    await inLinearTime(50_000, size => projectOf({Makefile: `A = $(B)$(B)\nB = $(A)$(A)\n${piece.repeat(size)}\n`}), hostile => told(hostile, 'make gone1'));
  });

  test('includes that include themselves and variables without end come to an end', () => {
    const loop = projectOf({Makefile: 'include Makefile\nA = $(B)$(B)\nB = $(A)$(A)\n$(A): x\nplain:\n'});
    expect(told(loop, 'make plain; make gone1')).toBe('exists, unknown: computed');
  });
});
