import { render } from 'preact'
render(<p>field</p>, document.getElementById('app')!)
