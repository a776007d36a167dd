import { defineConfig } from 'vitest/config'

const common = { globals: false, testTimeout: 60_000, hookTimeout: 120_000, maxWorkers: 2 }

/** Three rings: pure code; code against the real database; the whole program in a real browser. */
export default defineConfig({
  cacheDir: '.cache/vitest',
  test: {
    projects: [
      {
        test: {
          ...common,
          name: 'pure',
          include: [
            'linkage/**/*.test.ts',
            'kernel/shared/**/*.test.ts',
            'kernel/web/**/*.test.ts',
            'kernel/server/files/**/*.test.ts',
            'slices/*/model.test.ts',
            'slices/*/model/**/*.test.ts',
            'slices/*/field/**/*.test.ts',
            'slices/*/acts.test.ts',
            'test/house/**/*.test.ts',
            'cli/demo/**/*.test.ts',
            'cli/link/**/*.test.ts',
            'bench/**/*.test.ts',
          ],
        },
      },
      {
        test: {
          ...common,
          name: 'server',
          include: [
            'kernel/server/**/*.test.ts',
            'slices/*/server*.test.ts',
            'slices/*/server/**/*.test.ts',
            'cli/*.test.ts',
            'cli/commands/**/*.test.ts',
            'test/faults/**/*.test.ts',
            'test/api/**/*.test.ts',
          ],
          exclude: ['kernel/server/files/**', '**/node_modules/**'],
          globalSetup: ['test/setup/database.ts'],
        },
      },
      {
        test: {
          ...common,
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/setup/database.ts', 'test/setup/web.ts'],
          testTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
