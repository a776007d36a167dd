/** The camera behind the phone, and squares out of what it sees. */
export interface Camera {
  track: MediaStreamTrack
  hasLight: boolean
  light: (on: boolean) => Promise<void>
  stop: () => void
}

/** Why no picture comes: `denied` by the person, `none` on this device, `busy` elsewhere, `insecure`: a page without https. */
export type CameraFault = 'denied' | 'none' | 'busy' | 'insecure'

export function hasCamera(): boolean {
  return Boolean((navigator.mediaDevices as MediaDevices | undefined)?.getUserMedia)
}

export async function openCamera(video: HTMLVideoElement): Promise<Camera> {
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } },
  })
  video.srcObject = stream
  await video.play()
  const [track] = stream.getVideoTracks()
  return {
    track: track!,
    hasLight: 'torch' in (track!.getCapabilities?.() ?? {}),
    light: (on) => track!.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] }),
    stop: () => {
      for (const one of stream.getTracks()) one.stop()
    },
  }
}

export function faultOf(thrown: unknown): CameraFault {
  if (!hasCamera()) return 'insecure'
  const { name } = thrown as Error
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied'
  return name === 'NotFoundError' || name === 'OverconstrainedError' ? 'none' : 'busy'
}

/**
 * The middle of the picture as a square, at most `most` pixels wide: what the viewfinder shows, so that nothing is read
 * that nobody aimed at, and a frame costs half.
 */
export function grabSquare(video: HTMLVideoElement, into: HTMLCanvasElement, most: number): boolean {
  const { videoWidth: width, videoHeight: height } = video
  const side = Math.min(width, height)
  if (side === 0) return false
  const size = Math.min(side, most)
  if (into.width !== size) into.width = into.height = size
  const context = into.getContext('2d', { willReadFrequently: true })!
  context.drawImage(video, (width - side) / 2, (height - side) / 2, side, side, 0, 0, size, size)
  return true
}
