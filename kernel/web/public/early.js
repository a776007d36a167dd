// Runs before the first paint, so that a night shift's screen never flashes white. Mirrors look.ts.
try {
  const look = JSON.parse(localStorage.getItem('qianxian.look') || '{}')
  for (const name of ['theme', 'contrast', 'size']) if (look[name]) document.documentElement.dataset[name] = look[name]
} catch {
  // Storage may be switched off: the system's own light or dark is then used.
}
